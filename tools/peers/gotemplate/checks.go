package main

import (
	"bytes"
	"crypto/dsa"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"
)

// claim is a value that our functions made by chance or by the clock, for Go to accept or not.
type claim struct {
	Check string `json:"check"`
	Value string `json:"value"`
	// Of a hash and of an encrypted text.
	Password string `json:"password"`
	Text     string `json:"text"`
	// Of a certificate: the template that makes one like it of the same key, and that key as ours wrote it.
	Like string `json:"like"`
	Key  string `json:"key"`
	// The certificate that signed it and that one's key; without one it signed itself.
	CA    string `json:"ca"`
	CAKey string `json:"caKey"`
}

func verdict(c claim) result {
	if err := check(c); err != nil {
		return result{Error: err.Error()}
	}
	return result{Output: "accepted"}
}

func check(c claim) error {
	switch c.Check {
	case "bcrypt":
		return checkHash(c)
	case "aes":
		return checkEncrypted(c)
	case "uuid":
		return checkUUID(c)
	case "rsa", "dsa", "ecdsa", "ed25519":
		return checkKey(c)
	case "certificate":
		return checkCertificate(c)
	}
	return fmt.Errorf("unknown check %s", c.Check)
}

func checkHash(c claim) error {
	cost, err := bcrypt.Cost([]byte(c.Value))
	if err == nil && cost != bcrypt.DefaultCost {
		err = fmt.Errorf("cost %d", cost)
	}
	return errors.Join(err, bcrypt.CompareHashAndPassword([]byte(c.Value), []byte(c.Password)))
}

func checkEncrypted(c claim) error {
	decrypt := sprig.GenericFuncMap()["decryptAES"].(func(string, string) (string, error))
	text, err := decrypt(c.Password, c.Value)
	if err == nil && text != c.Text {
		err = fmt.Errorf("Go decrypts %q", text)
	}
	return err
}

func checkUUID(c claim) error {
	id, err := uuid.Parse(c.Value)
	if err == nil && (id.Version() != 4 || id.Variant() != uuid.RFC4122 || id.String() != c.Value) {
		err = fmt.Errorf("version %s, variant %s, %s", id.Version(), id.Variant(), id)
	}
	return err
}

// The order of the fields in OpenSSL's DSA keys.
type dsaKey struct {
	Version       int
	P, Q, G, Y, X *big.Int
}

func checkKey(c claim) error {
	block, rest := pem.Decode([]byte(c.Value))
	if block == nil || len(rest) > 0 || string(pem.EncodeToMemory(block)) != c.Value {
		return errors.New("not one PEM block as Go writes it")
	}
	blockType, der, err := reencoded(c.Check, block.Bytes)
	if err == nil && (block.Type != blockType || !bytes.Equal(der, block.Bytes)) {
		err = fmt.Errorf("Go writes the same key otherwise, as %s", blockType)
	}
	return err
}

func reencoded(kind string, der []byte) (string, []byte, error) {
	switch kind {
	case "rsa":
		key, err := x509.ParsePKCS1PrivateKey(der)
		if err != nil {
			return "", nil, err
		}
		if key.N.BitLen() != 4096 {
			err = fmt.Errorf("%d bits", key.N.BitLen())
		}
		return "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key), errors.Join(err, key.Validate())
	case "ecdsa":
		key, err := x509.ParseECPrivateKey(der)
		if err != nil {
			return "", nil, err
		}
		if key.Curve != elliptic.P256() {
			return "", nil, fmt.Errorf("curve %s", key.Curve.Params().Name)
		}
		again, err := x509.MarshalECPrivateKey(key)
		return "EC PRIVATE KEY", again, err
	case "dsa":
		return reencodedDSA(der)
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return "", nil, err
	}
	if _, ok := key.(ed25519.PrivateKey); !ok {
		return "", nil, fmt.Errorf("a %T", key)
	}
	again, err := x509.MarshalPKCS8PrivateKey(key)
	return "PRIVATE KEY", again, err
}

func reencodedDSA(der []byte) (string, []byte, error) {
	var key dsaKey
	if _, err := asn1.Unmarshal(der, &key); err != nil {
		return "", nil, err
	}
	public := dsa.PublicKey{Parameters: dsa.Parameters{P: key.P, Q: key.Q, G: key.G}, Y: key.Y}
	if key.P.BitLen() != 2048 || key.Q.BitLen() != 256 || new(big.Int).Exp(public.G, key.X, public.P).Cmp(public.Y) != 0 {
		return "", nil, errors.New("not a DSA key of 2048 and 256 bits")
	}
	again, err := asn1.Marshal(key)
	return "DSA PRIVATE KEY", again, err
}

type pair struct{ Cert, Key string }

// A certificate is right if it verifies and sprig makes the same of the same key, but for serial number, times and signature.
func checkCertificate(c claim) error {
	ours, err := parseCertificate(c.Value)
	if err != nil {
		return err
	}
	theirs, err := madeLike(c)
	if err != nil {
		return err
	}
	reference, err := parseCertificate(theirs.Cert)
	if err != nil {
		return err
	}
	if theirs.Key != c.Key {
		return errors.New("Go writes the key otherwise")
	}
	return errors.Join(verify(ours, c), sameBody(ours, reference))
}

func parseCertificate(text string) (*x509.Certificate, error) {
	block, rest := pem.Decode([]byte(text))
	if block == nil || len(rest) > 0 || block.Type != "CERTIFICATE" || string(pem.EncodeToMemory(block)) != text {
		return nil, errors.New("not one PEM block of a certificate as Go writes it")
	}
	return x509.ParseCertificate(block.Bytes)
}

func madeLike(c claim) (pair, error) {
	var made pair
	functions := sprig.TxtFuncMap()
	functions["keep"] = func(value any) (string, error) {
		text, err := json.Marshal(value)
		if err == nil {
			err = json.Unmarshal(text, &made)
		}
		return "", err
	}
	t, err := template.New("like").Funcs(functions).Parse(c.Like)
	if err != nil {
		return made, err
	}
	return made, t.Execute(&strings.Builder{}, map[string]any{"key": c.Key, "ca": c.CA, "caKey": c.CAKey})
}

func verify(ours *x509.Certificate, c claim) error {
	signer := ours
	if c.CA != "" {
		ca, err := parseCertificate(c.CA)
		if err != nil {
			return err
		}
		signer = ca
	}
	if ours.SerialNumber.Sign() < 0 || ours.SerialNumber.BitLen() > 128 {
		return fmt.Errorf("serial number %s", ours.SerialNumber)
	}
	if drift := time.Since(ours.NotBefore); drift < -time.Second || drift > time.Hour {
		return fmt.Errorf("not before %s", ours.NotBefore)
	}
	// What is no authority may not sign by x509's rules, so the signature alone is checked.
	return signer.CheckSignature(ours.SignatureAlgorithm, ours.RawTBSCertificate, ours.Signature)
}

func sameBody(ours, theirs *x509.Certificate) error {
	var problems []error
	claimed := func(what string, same bool) {
		if !same {
			problems = append(problems, fmt.Errorf("another %s than Go's", what))
		}
	}
	claimed("subject", bytes.Equal(ours.RawSubject, theirs.RawSubject))
	claimed("issuer", bytes.Equal(ours.RawIssuer, theirs.RawIssuer))
	claimed("public key", bytes.Equal(ours.RawSubjectPublicKeyInfo, theirs.RawSubjectPublicKeyInfo))
	claimed("signature algorithm", ours.SignatureAlgorithm == theirs.SignatureAlgorithm)
	claimed("version", ours.Version == theirs.Version)
	claimed("validity", ours.NotAfter.Sub(ours.NotBefore).Round(2*time.Second) == theirs.NotAfter.Sub(theirs.NotBefore).Round(2*time.Second))
	claimed("number of extensions", len(ours.Extensions) == len(theirs.Extensions))
	for index := range min(len(ours.Extensions), len(theirs.Extensions)) {
		mine, other := ours.Extensions[index], theirs.Extensions[index]
		same := mine.Id.Equal(other.Id) && mine.Critical == other.Critical && bytes.Equal(mine.Value, other.Value)
		claimed(fmt.Sprintf("extension %s (%x, Go's %x)", other.Id, mine.Value, other.Value), same)
	}
	_, isECDSA := ours.PublicKey.(*ecdsa.PublicKey)
	_, isRSA := ours.PublicKey.(*rsa.PublicKey)
	_, isEd25519 := ours.PublicKey.(ed25519.PublicKey)
	claimed("kind of key", isECDSA || isRSA || isEd25519)
	return errors.Join(problems...)
}
