"""What each treatment asks for of people and money."""
