"""What stops or changes the treatment: disputes, hardship, complaints, wishes."""
