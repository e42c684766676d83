package game

// Character is whom a player plays. From now on the player speaks as this character and stays in
// character until the end of the scene.
type Character struct {
	Name string
	Role string
}

// Narrator says who the player is.
func Narrator(c Character) string {
	return "You are now " + c.Name + ", " + c.Role + ". Let us play!"
}
