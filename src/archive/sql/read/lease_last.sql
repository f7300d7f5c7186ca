-- Number and digest of the last row of leases.
SELECT seq, digest FROM lease ORDER BY seq DESC LIMIT 1
