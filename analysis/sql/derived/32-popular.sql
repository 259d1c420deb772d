-- Of these the ones behind which more are than the parameter says.
SELECT o.popular_of, o.kind, o.what, o.domains FROM popularity AS o CROSS JOIN parameter AS p WHERE o.domains > p.popular
