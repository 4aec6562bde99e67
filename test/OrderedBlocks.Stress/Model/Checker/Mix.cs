namespace ModelChecking;

/// <summary>64-bit hashing of states. Two states with the same hash are taken for the same (see docs/verification.md).</summary>
internal static class Mix
{
    /// <summary>Folds one more value into a hash; the order counts.</summary>
    public static ulong In(ulong hash, ulong value)
    {
        ulong mixed = (hash ^ value) * 0x9E3779B97F4A7C15UL;
        mixed ^= mixed >> 32;
        mixed *= 0xD6E8FEB86659FD93UL;
        mixed ^= mixed >> 29;
        return mixed + (value << 1) + 1;
    }

    /// <inheritdoc cref="In(ulong, ulong)"/>
    public static ulong In(ulong hash, long value) => In(hash, unchecked((ulong)value));
}
