"""The Starbucks feed's figures from the marts beside the same by pandas from the files."""
