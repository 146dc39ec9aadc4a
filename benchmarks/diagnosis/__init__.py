"""How often a wrong answer that nobody wrote down is told what is wrong with it, and whether what it is told is true."""
