"""HTTP routes. Each parses, calls one service and renders; none holds logic of its own."""
