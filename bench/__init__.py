from redvest import warm

warm.keep_compiled()
