"""What is measured, once it is measured."""
