"""A surrogate that can't be encoded."""
print("before")
print("\udc80")
