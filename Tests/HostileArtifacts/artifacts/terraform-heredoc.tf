resource "aws_security_group" "orders" {
  description = "${file("/etc/passwd")} ]]> ::error::x"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"] # </script> ]]> ::error::x | @team
  }
}
