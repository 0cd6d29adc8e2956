"""Who asks and what they may do; knows neither the page nor HTTP."""
