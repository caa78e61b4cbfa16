"""Receipts: grades that their students can verify, by a seal from before the task went out.

opening, reveal     what is sealed, and what is published after the deadline
canonical, tree     JSON with one form, and the hash tree over a class
receipt, make       a student's receipt, and those of a class
replay, verify      what a student's machine finds
signature           signatures of roots by ``ssh-keygen``
"""
