"""Arrears (催收管理平台): an open collections platform."""

__version__ = "0.1.0"
