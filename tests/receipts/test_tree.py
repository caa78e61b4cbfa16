"""The hash tree, against the published values of Certificate Transparency and its attacks."""

from __future__ import annotations

import hashlib

import pytest

from grader.receipts.tree import hash_tree, leads_to, leaf_hash

CONTENTS = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf_hash(content) for content in CONTENTS]
PUBLISHED = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The roots over the first 0 to 8 leaves: the test data of Google's certificate-transparency."""


@pytest.mark.parametrize(("count", "root"), [*enumerate(PUBLISHED)])
def test_roots_are_the_published_ones(count, root):
    assert hash_tree(LEAVES[:count]).root.hex() == root


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 17])
def test_each_path_leads_from_its_leaf_alone(count):
    leaves = [leaf_hash(bytes([number])) for number in range(count)]
    tree = hash_tree(leaves)

    for index, path in enumerate(tree.paths):
        reached = [
            (place, leaf)
            for place in range(count)
            for leaf in range(count)
            if leads_to(tree.root, leaves[leaf], place, count, path)
        ]
        assert reached == [(index, index)]


@pytest.mark.parametrize(("index", "count"), [(-1, 5), (5, 5), (0, 0), (2, 4), (2, 3), (2, 9)])
def test_another_place_or_size_leads_nowhere(index, count):
    tree = hash_tree(LEAVES[:5])

    assert leads_to(tree.root, LEAVES[2], 2, 5, tree.paths[2])
    assert not leads_to(tree.root, LEAVES[2], index, count, tree.paths[2])


def test_a_shorter_or_longer_path_leads_nowhere():
    tree = hash_tree(LEAVES)
    path = tree.paths[3]

    for other in (path[:-1], path[1:], (*path, path[0]), ()):
        assert not leads_to(tree.root, LEAVES[3], 3, 8, other)


def test_a_node_is_no_leaf():
    """Whoever hands in the two hashes below a node as a receipt is not believed."""
    tree = hash_tree(LEAVES[:4])
    two = LEAVES[0] + LEAVES[1]

    assert hashlib.sha256(b"\1" + two).digest() == tree.paths[2][1]
    assert not leads_to(tree.root, leaf_hash(two), 0, 2, (tree.paths[0][1],))
    assert not leads_to(tree.root, leaf_hash(b"\1" + two), 0, 2, (tree.paths[0][1],))


def test_the_last_leaf_twice_is_another_tree():
    """Trees that fill up with the last leaf have one root for both (CVE-2012-2459)."""
    assert hash_tree(LEAVES[:3]).root != hash_tree([*LEAVES[:3], LEAVES[2]]).root
    assert hash_tree(LEAVES[:6]).root != hash_tree([*LEAVES[:6], *LEAVES[4:6]]).root


def test_one_leaf_is_its_own_root():
    tree = hash_tree(LEAVES[:1])

    assert tree.paths == ((),)
    assert leads_to(tree.root, LEAVES[0], 0, 1, ())
    assert not leads_to(tree.root, LEAVES[0], 0, 1, (LEAVES[0],))
