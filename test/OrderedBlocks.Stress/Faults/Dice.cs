namespace OrderedBlocks.Stress.Faults;

/// <summary>Random numbers that depend on what they are for and not on who comes first, so that any thread may ask.</summary>
internal readonly struct Dice(int seed)
{
    /// <summary>A number from 0 to <paramref name="sides"/> - 1, the same each time for the same question.</summary>
    public int Roll(int sides, int what, int number)
    {
        // The finalizer of a well-known mixing generator.
        ulong mixed = ((ulong)(uint)seed << 32) ^ ((ulong)(uint)what << 40) ^ (uint)number;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        mixed ^= mixed >> 31;
        return (int)(mixed % (uint)sides);
    }
}
