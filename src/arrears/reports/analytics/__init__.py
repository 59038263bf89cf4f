"""Figures over daily closings: stock, flow, vintages, forecast. Plain functions of Parquet files and numbers."""
