"""What the charts of the statistics show, and what of it can be asked of the filter. No drawing."""
