"""The web server as it is deployed, beside one empty view to compare with."""
