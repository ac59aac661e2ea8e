package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.security.AEADBlockCipher;
import com.hierynomus.security.Cipher;
import com.hierynomus.security.DerivationFunction;
import com.hierynomus.security.Mac;
import com.hierynomus.security.MessageDigest;
import com.hierynomus.security.SecurityException;
import com.hierynomus.security.SecurityProvider;
import com.hierynomus.security.bc.BCSecurityProvider;
import com.hierynomus.security.jce.JceSecurityProvider;
import java.util.Locale;

/**
 * What touches every byte comes from the JDK, which uses the processor's instructions; {@code bench/network.sh} measures it.
 * What a login needs (MD4, RC4), and AES-CCM of SMB 3.0, only Bouncy Castle has.
 */
final class FastCiphers implements SecurityProvider {
    private final SecurityProvider bouncyCastle = new BCSecurityProvider();
    private final SecurityProvider jdk = new JceSecurityProvider();

    @Override
    public MessageDigest getDigest(String name) throws SecurityException {
        return bouncyCastle.getDigest(name);
    }

    @Override
    public Mac getMac(String name) throws SecurityException {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "AESCMAC" -> new AesCmac();
            case "HMACSHA256" -> jdk.getMac(name);
            default -> bouncyCastle.getMac(name);
        };
    }

    @Override
    public Cipher getCipher(String name) throws SecurityException {
        return bouncyCastle.getCipher(name);
    }

    @Override
    public AEADBlockCipher getAEADBlockCipher(String name) throws SecurityException {
        return name.contains("GCM") ? new AesGcm() : bouncyCastle.getAEADBlockCipher(name);
    }

    @Override
    public DerivationFunction getDerivationFunction(String name) throws SecurityException {
        return bouncyCastle.getDerivationFunction(name);
    }
}
