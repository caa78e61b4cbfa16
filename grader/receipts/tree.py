"""The hash tree of RFC 6962 (section 2.1): many leaves, one root, and a short path from each.

    leaf  SHA-256(0x00, content)
    node  SHA-256(0x01, left, right)

A leaf can never pass for a node, because their prefixes differ.  A tree of n leaves splits at the
largest power of two below n and pads nothing, so no leaf can stand in it twice unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tree:
    """The root, and the path to it from each leaf: the hashes beside the way, lowest first."""

    root: bytes
    paths: tuple[tuple[bytes, ...], ...]


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf with this content."""
    return hashlib.sha256(b"\0" + content).digest()


def hash_tree(leaves: Sequence[bytes]) -> Tree:
    """Return the tree over the hashes of leaves, in their order; none are a tree, too."""
    if not leaves:
        return Tree(hashlib.sha256(b"").digest(), ())
    paths: list[list[bytes]] = [[] for _ in leaves]
    root = _root(leaves, paths)
    return Tree(root, tuple(map(tuple, paths)))


def leads_to(root: bytes, leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bool:
    """Return whether a path leads from a leaf to the root (RFC 9162, section 2.1.3.2).

    Parameters
    ----------
    root
        The root of the tree.
    leaf
        The hash of the leaf.
    index, count
        Which leaf it is, from 0, and how many there are.
    path
        The hashes beside the way, lowest first.
    """
    if not 0 <= index < count:
        return False
    place, last, reached = index, count - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            reached = _node(beside, reached)
            while place and not place % 2:
                place, last = place >> 1, last >> 1
        else:
            reached = _node(reached, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def _root(leaves: Sequence[bytes], paths: Sequence[list[bytes]]) -> bytes:
    """Return the root of these leaves, and append to each path what stands beside it."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = _root(leaves[:split], paths[:split]), _root(leaves[split:], paths[split:])
    for path in paths[:split]:
        path.append(right)
    for path in paths[split:]:
        path.append(left)
    return _node(left, right)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
