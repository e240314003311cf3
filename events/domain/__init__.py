"""The only bridge from Document to rows, and every change of state."""
