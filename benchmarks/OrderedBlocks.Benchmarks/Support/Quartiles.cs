namespace OrderedBlocks.Benchmarks.Support;

/// <summary>The least and the middle of some samples, and where their middle half lies.</summary>
internal readonly record struct Quartiles(double Least, double Lower, double Median, double Upper)
{
    public double Spread => Upper - Lower;

    public static Quartiles Of(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return new Quartiles(At(sorted, 0), At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    /// <summary>The value below which a share of the sorted samples lies, between two of them interpolated.</summary>
    public static double At(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
