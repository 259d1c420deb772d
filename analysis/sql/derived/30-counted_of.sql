-- What popularity is counted of: all swept domains, or those with DANE.
SELECT 'swept' AS popular_of UNION ALL SELECT 'dane'
