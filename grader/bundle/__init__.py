"""What is uploaded to a platform that grades by itself, and what is written for it there."""
