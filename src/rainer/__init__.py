"""Rainer: the working system of a probation service."""
