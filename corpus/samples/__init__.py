"""The fictional sample reports, their true cells and questions, made from one data file."""
