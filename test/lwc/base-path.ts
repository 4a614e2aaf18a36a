export default '/customer';
