"""Problems: SARA cases and the incidents behind them."""
