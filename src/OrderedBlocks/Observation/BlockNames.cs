using System.Text;
using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Observation;

/// <summary>What can be said of the names of blocks by the format that makes them: {0} is the type, {1} a number.</summary>
internal static class BlockNames
{
    private static readonly string s_default = new DataflowBlockOptions().NameFormat;

    /// <summary>Whether a format makes another name for each block, as the default does.</summary>
    public static bool AreUnique(string format)
    {
        if (format == s_default)
        {
            return true;
        }

        if (!format.Contains('{', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return CompositeFormat.Parse(format).MinimumArgumentCount == 2;
        }
        catch (FormatException)
        {
            // The name says what is wrong with the format, the same for each block.
            return false;
        }
    }
}
