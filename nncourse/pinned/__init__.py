"""The pinned book: found or fetched, asked to do the work, and compared with the version that was built last."""
