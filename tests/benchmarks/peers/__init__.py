"""Programs that others would write for the same task, each as its library's documentation has it."""
