"""The map: what a question finds, and what a territory holds, drawn on the server as SVG and told to Leaflet."""
