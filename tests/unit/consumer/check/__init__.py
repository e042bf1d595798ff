"""Tests of `consumer.check`: what is made of what was seen. Looking itself is tested on a real Kafka."""
