"""Tests of `consumer.letters`: what is made of letters. Reading them is tested on a real Kafka."""
