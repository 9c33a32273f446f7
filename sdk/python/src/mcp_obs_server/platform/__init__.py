"""Talking to the platform."""
