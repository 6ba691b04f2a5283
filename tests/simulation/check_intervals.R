# R's intervals of the simulation study's own draws. Usage: Rscript check_intervals.R DUMP_FOLDER [draws to check with profiles]
# The dump: simulation_study intervals DRAWS DUMP_FOLDER. Prints coverage by R beside petra's, and the largest difference of a limit.
a <- commandArgs(TRUE); few <- if (length(a) > 1) as.integer(a[2]) else 500; z <- qnorm(.975)
covered <- function(l, t) mean(l[, 1] <= t & t <= l[, 2], na.rm = TRUE)
say <- function(file, what, R, P, truth) { i <- seq_len(nrow(R)); d <- max(abs(R - P[i, ]), na.rm = TRUE)
  cat(sprintf("| %s | %s | %d | %.4f | %.4f | %.1e |\n", file, what, nrow(R), covered(R, truth), covered(P[i, , drop = FALSE], truth), d)) }
for (f in sort(list.files(a[1], "^auc", full.names = TRUE))) { n <- as.numeric(strsplit(sub("^auc(.*)\\.csv$", "\\1", basename(f)), "_")[[1]]); truth <- n[1]; n0 <- n[2]; n1 <- n[3]
  D <- as.matrix(read.csv(f, header = FALSE)); X <- D[, -(1:6)]
  R <- t(apply(X, 1, function(x) { c0 <- x[1:n0]; c1 <- x[n0 + 1:n1]; r <- rank(x); V1 <- (r[n0 + 1:n1] - rank(c1))/n0; V0 <- 1 - (r[1:n0] - rank(c0))/n1; A <- mean(V1); s <- sqrt(var(V1)/n1 + var(V0)/n0)
    l <- qlogis(A) + c(-1, 1)*z*s/(A*(1 - A)); k <- A*(n0 + n1); N <- n0 + n1; c(max(0, A - z*s), min(1, A + z*s), plogis(l), if (k <= 0) 0 else qbeta(.025, k, N - k + 1), if (k >= N) 1 else qbeta(.975, k + 1, N - k)) }))
  say(basename(f), "DeLong", R[, 1:2], D[, 1:2], truth); say(basename(f), "logit DeLong", R[, 3:4], D[, 3:4], truth); say(basename(f), "exact binomial", R[, 5:6], D[, 5:6], truth) }
for (f in sort(list.files(a[1], "^slope", full.names = TRUE))) { n <- as.numeric(strsplit(sub("^slope_(.*)\\.csv$", "\\1", basename(f)), "_")[[1]]); n0 <- n[1]; n1 <- n[2]; y <- rep(0:1, c(n0, n1))
  D <- as.matrix(read.csv(f, header = FALSE)); D <- D[seq_len(min(few, nrow(D))), ]; ctl <- glm.control(epsilon = 1e-14, maxit = 100)
  R <- t(apply(D[, -(1:4)], 1, function(x) { m <- glm(y ~ x, family = binomial, control = ctl); b <- coef(m)[2]; s <- sqrt(vcov(m)[2, 2])
    g <- function(t) glm.fit(matrix(1, length(y), 1), y, offset = t*x, family = binomial(), control = ctl)$deviance - m$deviance - qchisq(.95, 1)
    c(b - z*s, b + z*s, uniroot(g, c(b - 6*s, b), tol = 1e-10)$root, uniroot(g, c(b, b + 8*s), extendInt = "upX", tol = 1e-10)$root) }))
  say(basename(f), "Wald", R[, 1:2], D[, 1:2], 1); say(basename(f), "profile", R[, 3:4], D[, 3:4], 1) }
