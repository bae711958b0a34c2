"""因事找人: who serves which order, at the least total cost, with a proof."""
