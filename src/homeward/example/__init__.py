"""A small made-up town as files in the real formats, and the truth they were drawn from.

``homeward.example.write(folder)`` writes it; nothing here is read by the rooms that think.
"""

from homeward.example.folder import SEED, Written, files, is_whole, write

__all__ = ["SEED", "Written", "files", "is_whole", "write"]
