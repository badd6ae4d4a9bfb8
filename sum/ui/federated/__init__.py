"""The page Federated, one module for each of its parts."""
