"""The commands that need neither Kafka nor the Data API."""
