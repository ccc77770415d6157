"""The labs alive on a web page, without a kernel: recorded here, played there by player.js.

Read record.py first. tape.py writes down what Matplotlib draws, nodes.py interpolates what is smooth, narrow.py lays a
picture out for a phone, and pack.py makes text of it all.
"""
