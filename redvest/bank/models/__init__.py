"""What the bank keeps."""
