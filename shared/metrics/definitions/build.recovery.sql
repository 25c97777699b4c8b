-- title: Build recovery
-- means: From the first failure after a success to the next success on the same scope and branch - lower median.
-- rules: By the bucket of the recovery, whole minutes rounded down. Canceled builds change nothing; a failure
--   that nothing was green before, or that is not mended, has no recovery.
-- needs: cicd_scopes
-- values: median min, recoveries count
-- explain: builds
SELECT bucket, quantile_disc((epoch_ms(recovered_at) - epoch_ms(failed_at)) // 60000, 0.5) AS median, count(*) AS recoveries
FROM build_recoveries JOIN bucket_days ON utc_day = CAST(recovered_at AS DATE) AND recovered_at >= starts AND recovered_at < ends
GROUP BY bucket
