# Rates, standard errors and design effects of stratified draws by the package survey, apart from the
# program: writes tests/vectors/estimate/survey.csv with --write, compares the stored numbers with fresh
# ones otherwise. Exit 0: equal to 1e-9; 1: they differ; 77: the package is not there.
#   Rscript tests/reference/estimates.R FILE [--write | --others]
# --others: the designs are those of FILE.
if (!suppressPackageStartupMessages(require("survey", quietly = TRUE))) {
  cat("the R package survey is not installed (Debian: r-cran-survey)\n")
  quit(status = 77)
}
args <- commandArgs(trailingOnly = TRUE)
file <- args[1]

# N:n:problems of each stratum.
designs <- c(
  single = "1000:100:20",
  single_small = "40:10:3",
  proportional = "1000:50:5 2000:100:30 3000:150:10",
  disproportional = "5000:100:7 300:60:21 40:40:12",
  certainty_all = "10:10:3 20:20:0",
  small_strata = "12:3:1 9:2:0 30:5:2 25:4:4 18:3:0 41:6:1",
  no_problem = "500:30:0 700:40:0",
  all_problems = "50:10:10 70:12:12",
  large = "2500000:75000:3120 1200000:24000:5001 800:800:77 60321:3017:1"
)

if ("--others" %in% args) {
  others <- read.csv(file)
  designs <- setNames(others$strata, others$name)
}

one <- function(name) {
  parts <- do.call(rbind, lapply(strsplit(strsplit(designs[[name]], " ")[[1]], ":"), as.numeric))
  rows <- data.frame(
    stratum = rep(seq_len(nrow(parts)), parts[, 2]),
    fpc = rep(parts[, 1], parts[, 2]),
    y = unlist(lapply(seq_len(nrow(parts)), function(h) rep(c(1, 0), c(parts[h, 3], parts[h, 2] - parts[h, 3]))))
  )
  design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~fpc, data = rows)
  mean <- svymean(~y, design, deff = TRUE)
  effect <- as.numeric(deff(mean))
  data.frame(
    name = name, strata = designs[[name]], rate = as.numeric(coef(mean)), error = as.numeric(SE(mean)),
    effect = if (is.finite(effect)) effect else NA, freedom = degf(design)
  )
}

fresh <- do.call(rbind, lapply(names(designs), one))
shown <- fresh
for (column in c("rate", "error", "effect")) shown[[column]] <- sprintf("%.17g", fresh[[column]])
if ("--write" %in% args) {
  write.csv(shown, file, row.names = FALSE, quote = FALSE)
} else {
  stored <- read.csv(file)
  same <- identical(stored$strata, fresh$strata) && identical(is.na(stored$effect), is.na(fresh$effect)) &&
    all(abs(as.matrix(stored[, 3:6]) - as.matrix(fresh[, 3:6])) <= 1e-9, na.rm = TRUE)
  if (!same) {
    cat(file, "holds other numbers\n")
    quit(status = 1)
  }
  cat("equal\n")
}
