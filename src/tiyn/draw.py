def to_png(svg): raise NotImplementedError
