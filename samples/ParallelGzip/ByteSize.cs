using System.Globalization;

namespace ParallelGzip;

/// <summary>Sizes as people write them: <c>65536</c>, <c>512K</c>, <c>1M</c>, in powers of 1,024.</summary>
internal static class ByteSize
{
    public static bool TryParse(string text, out long bytes)
    {
        ReadOnlySpan<char> digits = text;
        int shift = 0;
        if (digits.Length > 0)
        {
            shift = char.ToUpperInvariant(digits[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
            digits = shift == 0 ? digits : digits[..^1];
        }

        // NumberStyles.None: no sign, no space, no separator.
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out bytes) || bytes > long.MaxValue >> shift)
        {
            bytes = 0;
            return false;
        }

        bytes <<= shift;
        return true;
    }

    /// <summary>"78.9 MB", in powers of 1,000 as transfer rates are.</summary>
    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");
}
