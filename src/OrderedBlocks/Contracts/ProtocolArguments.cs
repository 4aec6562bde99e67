using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks;

/// <summary>Checks what other blocks call with, as Dataflow's blocks do.</summary>
internal static class ProtocolArguments
{
    /// <summary>Of an offer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(DataflowMessageHeader messageHeader)
    {
        if (!messageHeader.IsValid)
        {
            ThrowInvalid(nameof(messageHeader));
        }
    }

    /// <summary>Of a target's answer to an offer.</summary>
    public static void Check(DataflowMessageHeader messageHeader, [NotNull] IDataflowBlock? target)
    {
        Check(messageHeader);
        ArgumentNullException.ThrowIfNull(target);
    }

    [DoesNotReturn]
    private static void ThrowInvalid(string parameter) =>
        throw new ArgumentException("The message header is not valid: its id is 0.", parameter);
}
