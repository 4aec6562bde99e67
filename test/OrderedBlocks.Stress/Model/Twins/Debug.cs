using System.Runtime.CompilerServices;
using ModelChecking;

namespace OrderedBlocks;

/// <summary>The library's assertions are checked in the model.</summary>
internal static class Debug
{
    public static void Assert(bool condition, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        ModelRun.Current.Require(condition, $"Assertion failed: {text}");
}
