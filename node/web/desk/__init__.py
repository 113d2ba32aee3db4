"""The desk: what people of this node's organisations do in a browser, after signing in."""
