"""The transforms: golden cases as data files, properties, and each module by itself."""
