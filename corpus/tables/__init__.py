"""Tables that follow no statutory form: header paths, kinds, cells to facts, sums."""
